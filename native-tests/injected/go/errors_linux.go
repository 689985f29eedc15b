package main

import "syscall"

const connectionRefused, addressInUse = syscall.ECONNREFUSED, syscall.EADDRINUSE
