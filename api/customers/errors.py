"""What can go wrong with customers and their orders."""

from api.errors import ApiError


class CustomerNotFound(ApiError):
    """Neither the business nor a signed visit has ever named such a customer."""

    code = "customer_not_found"
    status = 404
    message = "There is no such customer."


class OrderOfAnotherCustomer(ApiError):
    """An order has one customer, and keeps it."""

    code = "order_of_another_customer"
    status = 409
    message = "This order number belongs to another customer."
