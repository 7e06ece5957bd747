"""放假安排: notices entered by one person and confirmed by another."""
