# examples/quickstart/edit.sed - what a person might change in models.lua

# The name of a customer is to be called full_name: a rename, said as such.
s/Column{"name", Text, nullable = false}/Column{"full_name", Text, nullable = false, renamed_from = "name"}/

# Orders may also be returned.
s/'sent', 'void'/'sent', 'void', 'returned'/

# Products get a barcode.
/Column{"title", Text/a\
  Column{"barcode", String(13)},

# Orders are often looked up by date.
/Index{"ix_orders_open"/a\
  Index{"ix_orders_placed_at", desc"placed_at"},

# Customers may say what they think.
1i\
Table{"reviews",\
  Column{"id", Integer, primary_key = true},\
  Column{"product_id", Integer, ForeignKey{"products.id", ondelete = "CASCADE"}, nullable = false},\
  Column{"stars", Integer, nullable = false},\
  Column{"words", Text},\
  CheckConstraint{"stars BETWEEN 1 AND 5", name = "ck_reviews_stars"},\
}\

