"""Who a case concerns and who works on it."""
