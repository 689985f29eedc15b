package main

import "syscall"

// Winsock's numbers: Go's own names have other values on Windows.
const connectionRefused, addressInUse = syscall.Errno(10061), syscall.Errno(10048)
