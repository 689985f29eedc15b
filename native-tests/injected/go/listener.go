package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"time"
)

// Close ends an Accept that waits, and Go removes the file.
func closeEndsAccept(path string) error {
	listener, err := net.Listen("unix", path)
	if err != nil {
		return err
	}
	ends := make(chan error, 1)
	go func() {
		_, err := listener.Accept()
		ends <- err
	}()
	if err = listener.Close(); err != nil {
		return err
	}
	select {
	case err = <-ends:
	case <-time.After(limit):
	}
	if !errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("Accept of a closed listener: %v", err)
	}
	if _, err = os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the file of a closed listener: %v", err)
	}
	return nil
}

// No file; a file that its listener left behind, which also keeps the name; and the name taken again.
func nobodyListens(path string) error {
	if _, err := dial(path); err == nil {
		return errors.New("connected to a file that is not there")
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		return err
	}
	listener.(*net.UnixListener).SetUnlinkOnClose(false)
	listener.Close()
	if _, err = dial(path); !errors.Is(err, connectionRefused) {
		return fmt.Errorf("connect to a stale file: %v", err)
	}
	if _, err = net.Listen("unix", path); !errors.Is(err, addressInUse) {
		return fmt.Errorf("bind to a stale file: %v", err)
	}
	if err = os.Remove(path); err != nil {
		return err
	}
	if listener, err = net.Listen("unix", path); err != nil {
		return err
	}
	return listener.Close()
}
