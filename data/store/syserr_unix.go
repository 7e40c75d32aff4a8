//go:build unix

package store

import (
	"errors"
	"syscall"
)

// isFull reports whether the disk, a quota or a size limit has no room left.
func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}

// isReadOnly reports whether the file system is mounted for reading only.
func isReadOnly(err error) bool { return errors.Is(err, syscall.EROFS) }
