package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// noticeFile writes NOTICE for all targets, or checks that it is up to date.
func noticeFile(ctx context.Context, root string, check bool) error {
	targets, err := parseTargets(strings.Join(allTargets(), ","))
	if err != nil {
		return err
	}
	want, err := notice(ctx, root, targets)
	if err != nil {
		return err
	}
	path := filepath.Join(root, "NOTICE")
	if !check {
		return os.WriteFile(path, want, 0o644)
	}
	have, err := os.ReadFile(path)
	if err == nil && !bytes.Equal(have, want) {
		err = errors.New("it does not tell what is linked now")
	}
	if err != nil {
		return fmt.Errorf("NOTICE: %w: run `go run ./cmd/release -notice` and look at what changed", err)
	}
	return nil
}

const noticeHead = `Verbatim is under the MIT licence, which stands in the file LICENSE. The program also holds the
modules below, each under its own licence. Their licences and notices follow the list, word for
word; the same text stands only once. Made by "go run ./cmd/release -notice": not to be edited.

`

// notice lists what is linked, and the texts that have to go with it.
func notice(ctx context.Context, root string, targets []target) ([]byte, error) {
	path, err := goLicence(ctx)
	if err != nil {
		return nil, err
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("the licence of Go: %w", err)
	}
	n := newNotices()
	n.add("Go, its standard library", []text{{name: "LICENSE", content: tidy(raw), spdx: licences(raw)}})
	modules, err := linked(ctx, root, targets)
	if err != nil {
		return nil, err
	}
	for _, path := range slices.Sorted(maps.Keys(modules)) {
		m := modules[path]
		texts, err := m.texts()
		if err != nil {
			return nil, err
		}
		n.add(m.name(), texts)
	}
	return n.bytes(), nil
}

// notices collects texts, each once.
type notices struct {
	list  strings.Builder
	texts []string            // in the order in which they came
	heads map[string][]string // by text: the files that hold it
}

func newNotices() *notices { return &notices{heads: map[string][]string{}} }

func (n *notices) add(name string, texts []text) {
	var spdx []string
	for _, t := range texts {
		spdx = append(spdx, t.spdx...)
		if n.heads[t.content] == nil {
			n.texts = append(n.texts, t.content)
		}
		n.heads[t.content] = append(n.heads[t.content], name+", "+t.name)
	}
	slices.Sort(spdx)
	fmt.Fprintf(&n.list, "%s: %s\n", name, strings.Join(slices.Compact(spdx), ", "))
}

func (n *notices) bytes() []byte {
	var b bytes.Buffer
	b.WriteString(noticeHead + n.list.String())
	for _, t := range n.texts {
		fmt.Fprintf(&b, "\n%s\n%s\n\n%s\n", strings.Repeat("=", 80), strings.Join(n.heads[t], "\n"), t)
	}
	return b.Bytes()
}
