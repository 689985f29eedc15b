module afunix/sockets

go 1.19
