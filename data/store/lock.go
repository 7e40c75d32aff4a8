package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gofrs/flock"
)

// The lock's files in a data directory. The lock is the operating system's and
// ends with its process, however that ends; the file with the owner's number
// is only for the message. It stands beside because Windows lets nobody read
// a locked file.
const (
	lockFile = "verbatim.lock"
	pidFile  = "verbatim.pid"
)

// ownership is the lock of the one process that may write to a data directory.
type ownership struct {
	lock *flock.Flock
	pid  string
}

// own takes the lock of dir, or says who holds it.
func own(dir string) (*ownership, error) {
	o := &ownership{lock: flock.New(filepath.Join(dir, lockFile)), pid: filepath.Join(dir, pidFile)}
	ok, err := o.lock.TryLock()
	if err != nil {
		return nil, dirFault(dir, err)
	}
	if !ok {
		return nil, &InUseError{Dir: dir, Owner: owner(o.pid)}
	}
	o.sign()
	return o, nil
}

// sign leaves the number of this process. Where that fails (a full disk), the
// lock holds all the same, and the message of the others names no process.
func (o *ownership) sign() {
	os.Remove(o.pid)
	_ = os.WriteFile(o.pid, []byte(strconv.Itoa(os.Getpid())+"\n"), 0o600)
}

// owner names the process whose number is in the file.
func owner(pidFile string) string {
	b, _ := os.ReadFile(pidFile)
	pid, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil {
		return "another process"
	}
	return fmt.Sprintf("process %d", pid)
}

// release gives the directory up. The lock's file stays: removing it could
// take it from under a process that is just locking it.
func (o *ownership) release() error {
	if o == nil {
		return nil
	}
	os.Remove(o.pid)
	return o.lock.Close()
}

// Owner names the process that has the store in dir open for writing; empty
// where none has.
func Owner(dir string) (string, error) {
	path := filepath.Join(dir, lockFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	l := flock.New(path)
	free, err := l.TryRLock()
	switch {
	case err != nil:
		return "", dirFault(dir, err)
	case !free:
		return owner(filepath.Join(dir, pidFile)), nil
	}
	return "", l.Close()
}
