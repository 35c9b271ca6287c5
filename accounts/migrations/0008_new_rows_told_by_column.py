"""What a new row says is logged by a function of its table's own."""

from django.db import migrations

from accounts.audit_operations import AuditTableAgain


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_logs_cannot_be_emptied")]

    operations = [
        AuditTableAgain("Division"),
        AuditTableAgain("Organization"),
        AuditTableAgain("User", hidden=["password"]),
        AuditTableAgain("Post"),
        AuditTableAgain("RoleRule"),
        AuditTableAgain("ApiToken", hidden=["digest"]),
        AuditTableAgain("AccountMeasure"),
    ]
