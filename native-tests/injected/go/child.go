package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"time"
)

const childFlag = "--say-hello"

// A child process is the client.
func child(path string) error {
	listener, err := net.Listen("unix", path)
	if err != nil {
		return err
	}
	defer listener.Close()
	listener.(*net.UnixListener).SetDeadline(time.Now().Add(limit))
	command := exec.Command(os.Args[0], childFlag, path)
	command.Stderr = os.Stderr
	if err = command.Start(); err != nil {
		return err
	}
	said, err := hear(listener)
	if err = firstOf(command.Wait(), err); err == nil && said != "hello" {
		err = fmt.Errorf("the child said %q", said)
	}
	return err
}

func hear(listener net.Listener) (string, error) {
	connection, err := listener.Accept()
	if err != nil {
		return "", err
	}
	defer connection.Close()
	said, err := io.ReadAll(connection)
	return string(said), err
}

func sayHello(path string) error {
	connection, err := dial(path)
	if err != nil {
		return err
	}
	_, err = connection.Write([]byte("hello"))
	return firstOf(err, connection.Close())
}
