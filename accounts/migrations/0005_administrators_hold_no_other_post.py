from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

from accounts.constraints import ExclusionAmong


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_tokens_know_the_second_step")]

    operations = [
        BtreeGistExtension(),
        migrations.AddConstraint(
            "post",
            ExclusionAmong(
                condition=models.Q(("state__in", ["proposed", "in_force"])),
                expressions=[
                    ("user", "="),
                    (
                        models.Case(
                            models.When(
                                role__in=["audit_admin", "security_admin", "system_admin"], then=models.Value(1)
                            ),
                            default=models.Value(0),
                            output_field=models.IntegerField(),
                        ),
                        "<>",
                    ),
                ],
                name="post_administrator_holds_no_other",
                violation_error_message="系统、安全、审计管理员不能兼任其他岗位。",
            ),
        ),
    ]
