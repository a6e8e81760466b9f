"""Every table, so that the metadata is whole wherever this is imported."""

import api.attachments.models
import api.conversations.models
import api.customers.models
import api.desk.models
import api.mail.models
import api.ratings.models
import api.recovery.models
import api.service_levels.models
import api.staff.models
import api.staff.team_models
import api.tokens.models
import api.webhooks.models  # noqa: F401
