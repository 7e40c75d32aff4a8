package bot

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// rebuildNote remembers a rebuild while it runs. It is found at the next start
// only where the process ended before the rebuild did.
type rebuildNote struct {
	User    string    `json:"user"`
	Channel string    `json:"channel"`
	Lang    string    `json:"lang"`
	Begun   time.Time `json:"begun"`
}

// notes is the file with the note; empty = nothing is remembered.
type notes string

// write replaces the note, and removes the file where there is none.
func (n notes) write(note *rebuildNote) error {
	if n == "" {
		return nil
	}
	if note == nil {
		err := os.Remove(string(n))
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	}
	b, err := json.Marshal(note)
	if err != nil {
		return err
	}
	return replaceFile(string(n), b)
}

// replaceFile writes a file that is there as a whole or not at all.
func replaceFile(path string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".note-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err = f.Write(content); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// read returns the note that is there, or nil.
func (n notes) read() (*rebuildNote, error) {
	if n == "" {
		return nil, nil
	}
	b, err := os.ReadFile(string(n))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	note := new(rebuildNote)
	if err := json.Unmarshal(b, note); err != nil {
		return nil, fmt.Errorf("%s: %w", n, err)
	}
	return note, nil
}
