"""What a person chose about being reached."""

from app.models.user import User
from app.transaction import action


@action
def choose(user: User, *, push_on: bool, email_on: bool) -> None:
    """Turn whole channels on or off. What is already on its way asks again before it is sent."""
    user.push_on = push_on
    user.email_on = email_on
