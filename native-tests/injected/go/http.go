package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
)

// Both halves of net/http: some requests at once, over connections that are kept and used again.
func httpOverSocket(path string) error {
	const requests = 10
	listener, err := net.Listen("unix", path)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: http.HandlerFunc(func(answer http.ResponseWriter, request *http.Request) {
		fmt.Fprintf(answer, "you asked for %s", request.URL.Path)
	})}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()

	transport := &http.Transport{DialContext: func(waits context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{Timeout: limit}).DialContext(waits, "unix", path)
	}}
	client := &http.Client{Transport: transport, Timeout: limit}
	ends := make(chan error, requests)
	for request := 0; request < requests; request++ {
		go func(page string) { ends <- get(client, page) }(fmt.Sprintf("/page/%d", request))
	}
	for request := 0; request < requests; request++ {
		err = firstOf(err, <-ends)
	}
	transport.CloseIdleConnections()
	err = firstOf(err, server.Close())
	if end := <-served; end != http.ErrServerClosed {
		err = firstOf(err, end)
	}
	return err
}

func get(client *http.Client, page string) error {
	answer, err := client.Get("http://socket" + page)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && string(body) != "you asked for "+page {
		err = fmt.Errorf("%s: %q", page, body)
	}
	return err
}
