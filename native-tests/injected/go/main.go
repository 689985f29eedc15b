// A Go program like any other. It knows nothing of afunix and finds Winsock by itself; it needs a Windows that has AF_UNIX, or
// afunix-run. Prints the name of each scene that went well; the first that did not ends it.
//
//	go-sockets.exe [scene...]        all of them without arguments
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// What each scene gets is the path of a socket file that does not exist yet.
var scenes = []struct {
	name string
	play func(path string) error
}{
	{"echo", echo},
	{"crowd", crowd},
	{"half-close", halfClose},
	{"deadline", deadline},
	{"close-ends-accept", closeEndsAccept},
	{"nobody-listens", nobodyListens},
	{"http", httpOverSocket},
	{"child", child},
}

func main() {
	if len(os.Args) == 3 && os.Args[1] == childFlag {
		end(sayHello(os.Args[2]))
	}
	folder, err := os.MkdirTemp("", "go-sockets")
	if err != nil {
		end(err)
	}
	for _, scene := range scenes {
		if !asked(scene.name) {
			continue
		}
		if err = scene.play(filepath.Join(folder, scene.name+".sock")); err != nil {
			os.RemoveAll(folder)
			end(fmt.Errorf("%s: %w", scene.name, err))
		}
		fmt.Println(scene.name)
	}
	end(os.Remove(folder)) // fails if a listener left its file behind
}

func asked(name string) bool {
	for _, wanted := range os.Args[1:] {
		if wanted == name {
			return true
		}
	}
	return len(os.Args) == 1
}

func end(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}
