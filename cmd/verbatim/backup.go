package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"
)

func newBackupCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: "Copy the store to a file, also while it is in use",
		Long: `Writes a consistent copy of the store to FILE, which must not exist yet, and checks it. The index is not
part of it: it is made from the store.

To restore a backup: stop Verbatim, copy FILE under the name verbatim.db into an empty data directory,
and start Verbatim on it. The index is built by itself.`,
		Args: exactly(1, "one file name"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.backup(cmd.Context(), args[0]) },
	}
}

func (a *app) backup(ctx context.Context, path string) error {
	s, err := a.readStore(ctx)
	if err != nil {
		return err
	}
	if err := errors.Join(s.Backup(ctx, path), s.Close()); err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.out, "%s: %s, checked\n", path, megabytes(info.Size()))
	return err
}
