CREATE TABLE `ino` (
  `a` int(11) DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci `encrypted`='no' `page_compressed`='1' `page_compression_level`='3'
