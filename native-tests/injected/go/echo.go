package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

// No wait of this program lasts longer.
const limit = 20 * time.Second

func dial(path string) (*net.UnixConn, error) {
	connection, err := net.DialTimeout("unix", path, limit)
	if err != nil {
		return nil, err
	}
	return connection.(*net.UnixConn), connection.SetDeadline(time.Now().Add(limit))
}

// Sends each client its own bytes back, until the listener is closed.
func serveEcho(listener net.Listener) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer connection.Close()
			io.Copy(connection, connection)
		}()
	}
}

// More than any buffer on the way, so that both directions must flow at once.
func echo(path string) error {
	listener, err := net.Listen("unix", path)
	if err != nil {
		return err
	}
	defer listener.Close()
	go serveEcho(listener)
	if name := listener.Addr().String(); name != path {
		return fmt.Errorf("the listener's name is %q", name)
	}
	return sendAndCompare(path, bytes.Repeat([]byte("to and fro "), 400_000))
}

func sendAndCompare(path string, sent []byte) error {
	connection, err := dial(path)
	if err != nil {
		return err
	}
	defer connection.Close()
	if name := connection.RemoteAddr().String(); name != path {
		return fmt.Errorf("the server's name is %q", name)
	}
	written := make(chan error, 1)
	go func() {
		_, err := connection.Write(sent)
		written <- firstOf(err, connection.CloseWrite())
	}()
	received, err := io.ReadAll(connection)
	if err = firstOf(<-written, err); err != nil {
		return err
	}
	if !bytes.Equal(sent, received) {
		return fmt.Errorf("%d bytes were sent, %d others came back", len(sent), len(received))
	}
	return nil
}

// The first of two errors.
func firstOf(first, second error) error {
	if first != nil {
		return first
	}
	return second
}

// Eight at once, each with a new connection for each message.
func crowd(path string) error {
	const clients, messages = 8, 12
	listener, err := net.Listen("unix", path)
	if err != nil {
		return err
	}
	defer listener.Close()
	go serveEcho(listener)
	ends := make(chan error, clients)
	for client := 0; client < clients; client++ {
		go func(client int) {
			var err error
			for message := 0; message < messages && err == nil; message++ {
				err = sendAndCompare(path, []byte(fmt.Sprintf("client %d, message %d", client, message)))
			}
			ends <- err
		}(client)
	}
	for client := 0; client < clients; client++ {
		err = firstOf(err, <-ends)
	}
	return err
}

// The client's end of file reaches the server, whose answer still reaches the client.
func halfClose(path string) error {
	listener, err := net.Listen("unix", path)
	if err != nil {
		return err
	}
	defer listener.Close()
	connection, err := dial(path) // before anybody accepts
	if err != nil {
		return err
	}
	defer connection.Close()
	if _, err = connection.Write([]byte("question")); err != nil {
		return err
	}
	if err = connection.CloseWrite(); err != nil {
		return err
	}
	server, err := listener.Accept()
	if err != nil {
		return err
	}
	question, err := io.ReadAll(server)
	if err != nil {
		return err
	}
	_, err = server.Write([]byte("the answer to " + string(question)))
	err = firstOf(err, server.Close())
	answer, readError := io.ReadAll(connection)
	if err = firstOf(err, readError); err == nil && string(answer) != "the answer to question" {
		err = fmt.Errorf("%q", answer)
	}
	return err
}

// A read that nobody answers is cancelled in time, and the connection still serves.
func deadline(path string) error {
	listener, err := net.Listen("unix", path)
	if err != nil {
		return err
	}
	defer listener.Close()
	go serveEcho(listener)
	connection, err := dial(path)
	if err != nil {
		return err
	}
	defer connection.Close()
	connection.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
	var one [1]byte
	if _, err = connection.Read(one[:]); !errors.Is(err, os.ErrDeadlineExceeded) {
		return fmt.Errorf("a read with a deadline: %v", err)
	}
	connection.SetReadDeadline(time.Now().Add(limit))
	if _, err = connection.Write([]byte{42}); err != nil {
		return err
	}
	if _, err = io.ReadFull(connection, one[:]); err == nil && one[0] != 42 {
		err = fmt.Errorf("42 was sent, %d came back", one[0])
	}
	return err
}
