create table customers (id int primary key, name text not null, credit numeric not null);
create table products (id int primary key, price numeric not null, stock int not null);
create table orders (
  id bigint generated always as identity primary key,
  customer int not null references customers,
  product int not null references products,
  total numeric not null,
  placed timestamptz not null default now()
);
insert into customers values (1, 'Ada Lovelace', 100), (2, 'Grace Hopper', 100);
insert into products select id, 20, 100000 from generate_series(1, 50) as id;
insert into orders (customer, product, total) select 1 + n % 2, 1 + n % 50, 20 from generate_series(1, 1000) as n;
