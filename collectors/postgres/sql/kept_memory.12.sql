-- Asked once on the permanent connection, for glibc's sake: until it has freed a block as large as this, it gives the
-- memory of every larger result back to the kernel and takes it again page by page, a quarter of what reading 5,000
-- statements costs. Afterwards it keeps up to twice as much (mallopt(3), M_MMAP_THRESHOLD), of which we use 2 to 3 MB.
select octet_length(repeat(repeat(' ', 4096), 1024)) as bytes
