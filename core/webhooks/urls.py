"""Webhooks and what they were told."""

from core.webhooks.views import DeliveryPages, WebhookPages

urlpatterns = [*WebhookPages.urls(), *DeliveryPages.urls()]
