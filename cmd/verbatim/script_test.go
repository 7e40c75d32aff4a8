package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"verbatim/data/store"
	"verbatim/index"
)

// TestMain lets the scripts run the program itself, and `exits N COMMAND`,
// which runs a command and holds that its exit status is N.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"verbatim": main, "exits": exits, "courier": courier})
}

func exits() {
	want, err := strconv.Atoi(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "usage: exits N COMMAND...")
		os.Exit(1)
	}
	c := exec.Command(os.Args[2], os.Args[3:]...)
	c.Stdin, c.Stdout, c.Stderr = os.Stdin, os.Stdout, os.Stderr
	err = c.Run()
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if got := c.ProcessState.ExitCode(); got != want {
		fmt.Fprintf(os.Stderr, "exit status %d, want %d\n", got, want)
		os.Exit(1)
	}
}

// TestScripts runs testdata/*.txtar: commands, what they print, and files. A
// new case needs no code.
func TestScripts(t *testing.T) {
	if testing.Short() {
		t.Skip("starts hundreds of processes; go test runs it without -short")
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		UpdateScripts:       *update,
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", filepath.Join(e.WorkDir, "home"))
			e.Setenv("XDG_DATA_HOME", "")
			e.Setenv("VERBATIM_DATA", filepath.Join(e.WorkDir, "data"))
			e.Setenv("NO_COLOR", "1")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"harm":      harm,
			"hold":      hold,
			"holdindex": holdIndex,
			"interrupt": interrupt,
			"newer":     newer,
			"site":      site,
			"spoil":     spoil,
			"truncate":  truncate,
		},
	})
}

// spoil GLOB changes some bytes at the start of files.
func spoil(ts *testscript.TestScript, _ bool, args []string) {
	paths, err := filepath.Glob(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(paths) == 0 {
		ts.Fatalf("no file %s", args[0])
	}
	for _, path := range paths {
		content, err := os.ReadFile(path)
		ts.Check(err)
		for i := range content[:len(content)/20] {
			content[i] ^= 0x5a
		}
		ts.Check(os.WriteFile(path, content, 0o600))
	}
}

// harm GLOB overwrites files with other bytes.
func harm(ts *testscript.TestScript, _ bool, args []string) {
	paths, err := filepath.Glob(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(paths) == 0 {
		ts.Fatalf("no file %s", args[0])
	}
	for _, path := range paths {
		info, err := os.Stat(path)
		ts.Check(err)
		ts.Check(os.WriteFile(path, bytes.Repeat([]byte{0xa5}, int(info.Size())), 0o600))
	}
}

// hold DIR owns a data directory until the script ends, as another process.
func hold(ts *testscript.TestScript, _ bool, args []string) {
	s, err := store.Open(context.Background(), ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Defer(func() { ts.Check(s.Close()) })
}

// holdindex DIR has the index of a data directory open for writing until the
// script ends, as another process.
func holdIndex(ts *testscript.TestScript, _ bool, args []string) {
	ctx, dir := context.Background(), ts.MkAbs(args[0])
	s, err := store.OpenReadOnly(ctx, dir)
	ts.Check(err)
	x, err := index.Open(indexDir(dir), s, slog.New(slog.DiscardHandler))
	ts.Check(err)
	ts.Defer(func() { ts.Check(errors.Join(x.Close(), s.Close())) })
}

// newer DIR gives a data directory the schema of a version yet to come.
func newer(ts *testscript.TestScript, _ bool, args []string) {
	db, err := sql.Open("sqlite", filepath.Join(ts.MkAbs(args[0]), store.File))
	ts.Check(err)
	_, err = db.Exec("PRAGMA user_version = 9999")
	ts.Check(errors.Join(err, db.Close()))
}

// interrupt DIR leaves a data directory as a program does that is killed while
// it changes the store.
func interrupt(ts *testscript.TestScript, _ bool, args []string) {
	path := filepath.Join(ts.MkAbs(args[0]), store.File)
	db, err := sql.Open("sqlite", path)
	ts.Check(err)
	db.SetMaxOpenConns(1)
	_, err = db.Exec(`PRAGMA journal_mode = DELETE; PRAGMA cache_size = 1; BEGIN IMMEDIATE;
		CREATE TABLE torn AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 500) SELECT randomblob(500) FROM n`)
	ts.Check(err)
	kept := map[string][]byte{}
	for _, name := range []string{path, path + "-journal"} {
		kept[name], err = os.ReadFile(name)
		ts.Check(err)
	}
	ts.Check(db.Close())
	for name, content := range kept {
		ts.Check(os.WriteFile(name, content, 0o600))
	}
}

// site DIR serves the files of a folder on loopback until the script ends, and
// sets SITE to its address. In files that end in .xml or .html SITE stands for
// that address.
func site(ts *testscript.TestScript, _ bool, args []string) {
	dir := ts.MkAbs(args[0])
	var s *httptest.Server
	s = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		content, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(path.Clean("/"+r.URL.Path))))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(bytes.ReplaceAll(content, []byte("SITE"), []byte(s.URL)))
	}))
	ts.Defer(s.Close)
	ts.Setenv("SITE", s.URL)
	ts.Setenv("FETCH_ALLOW", "127.0.0.1")
}

// truncate FILE cuts the second half of a file off.
func truncate(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	info, err := os.Stat(path)
	ts.Check(err)
	ts.Check(os.Truncate(path, info.Size()/2))
}
