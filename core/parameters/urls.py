"""业务参数."""

from core.parameters.views import ParameterPages

urlpatterns = ParameterPages.urls()
