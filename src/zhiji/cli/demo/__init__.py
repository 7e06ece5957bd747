"""`zhiji demo`: a demonstration office, built through the product's own actions."""
