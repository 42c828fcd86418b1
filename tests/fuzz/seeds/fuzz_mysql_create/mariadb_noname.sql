CREATE TABLE `noname` (
  `a` int(11) DEFAULT NULL,
  `b` int(11) DEFAULT 3 COMMENT 'x' CHECK (`b` > 1),
  CONSTRAINT `CONSTRAINT_1` CHECK (`a` > `b`),
  CONSTRAINT `c``k` CHECK (`a` <> 3)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci
