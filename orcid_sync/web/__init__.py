"""The pages and addresses that students, staff and other systems use."""
