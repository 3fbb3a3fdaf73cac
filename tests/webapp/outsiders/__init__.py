"""What people outside a country are shown, held against what was released to them."""
