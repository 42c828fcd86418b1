-- examples/quickstart/shop.sql - a small shop, as it might have grown over the years
PRAGMA foreign_keys = ON;

CREATE TABLE customers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  email VARCHAR(255) NOT NULL COLLATE NOCASE,
  name TEXT NOT NULL,
  created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT uq_customers_email UNIQUE (email)
);

CREATE TABLE products (
  id INTEGER PRIMARY KEY,
  sku TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  price NUMERIC(10, 2) NOT NULL CHECK (price >= 0),
  stock INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE orders (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  status TEXT NOT NULL DEFAULT 'open',
  placed_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT ck_orders_status CHECK (status IN ('open', 'paid', 'sent', 'void'))
);

CREATE INDEX ix_orders_open ON orders (customer_id) WHERE status = 'open';

CREATE TABLE order_lines (
  order_id INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
  line INTEGER NOT NULL,
  product_id INTEGER NOT NULL REFERENCES products (id),
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  price NUMERIC(10, 2) NOT NULL,
  total NUMERIC(12, 2) GENERATED ALWAYS AS (quantity * price) VIRTUAL,
  PRIMARY KEY (order_id, line)
) WITHOUT ROWID;

-- what was sold is no longer there to be sold
CREATE TRIGGER order_lines_take_stock AFTER INSERT ON order_lines
BEGIN
  UPDATE products SET stock = stock - new.quantity WHERE id = new.product_id;
END;

CREATE VIEW turnover AS
SELECT c.email, sum(l.quantity * l.price) AS total
FROM customers c
JOIN orders o ON o.customer_id = c.id
JOIN order_lines l ON l.order_id = o.id
WHERE o.status <> 'void'
GROUP BY c.email;

INSERT INTO customers (email, name) VALUES
  ('ada@example.org', 'Ada'), ('grace@example.org', 'Grace'), ('alan@example.org', 'Alan');
INSERT INTO products (sku, title, price, stock) VALUES
  ('TEA-1', 'Green tea', 4.5, 100), ('POT-1', 'Teapot', 29.9, 12), ('CUP-6', 'Six cups', 18, 30);
INSERT INTO orders (customer_id, status) VALUES (1, 'paid'), (1, 'open'), (2, 'sent');
INSERT INTO order_lines (order_id, line, product_id, quantity, price) VALUES
  (1, 1, 1, 3, 4.5), (1, 2, 2, 1, 29.9), (2, 1, 3, 1, 18), (3, 1, 1, 2, 4.5);
