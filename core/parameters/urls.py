"""业务参数."""

from django.urls import path

from core.parameters.views import ParameterPages, parameters_page

urlpatterns = [path("parameters/current/", parameters_page, name="parameters-current"), *ParameterPages.urls()]
