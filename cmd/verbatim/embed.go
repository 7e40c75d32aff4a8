package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"verbatim/index/embed"
)

// embedConfig is where vectors of meaning come from.
type embedConfig struct{ url, model, key string }

// vectorsFile holds the vectors, in the data directory.
const vectorsFile = "vectors.bin"

// client is nil where no server is named. Vectors are kept in dir where there is
// one: nothing is made for a question to the embedded sample.
func (c embedConfig) client(dir string) (*embed.Client, error) {
	if c.url == "" {
		return nil, nil
	}
	var cache *embed.Cache
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		if cache, err = embed.OpenCache(filepath.Join(dir, vectorsFile)); err != nil {
			return nil, err
		}
	}
	m, err := embed.New(c.url, c.model, c.key, cache)
	if err != nil {
		return nil, fmt.Errorf("EMBED_URL, EMBED_MODEL: %w", err)
	}
	return m, nil
}

// forgetVectors deletes the vectors in dir: which of them are of an article that
// was removed, their keys do not tell.
func forgetVectors(dir string) error {
	err := os.Remove(filepath.Join(dir, vectorsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
