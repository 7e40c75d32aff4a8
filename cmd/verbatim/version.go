package main

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

func newVersionCommand(a *app) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "version [flags]",
		Short: "Print the version",
		Long: `Prints the module's version, the commit that the program was built from and its time (UTC), and the Go version and system.
Built elsewhere than in a git checkout, or by "go run", the program knows neither version nor commit.`,
		Args: exactly(0, "no arguments"),
		RunE: func(*cobra.Command, []string) error {
			v := builtFrom(debug.ReadBuildInfo())
			if asJSON {
				return json.NewEncoder(a.out).Encode(v)
			}
			_, err := fmt.Fprintln(a.out, v)
			return err
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}

// version is what `verbatim version --json` prints.
type version struct {
	Version  string `json:"version"`  // v1.2.3, a pseudo-version between releases, or (devel)
	Commit   string `json:"commit"`   // empty: not known, like the date
	Date     string `json:"date"`     // of the commit, RFC 3339 in UTC
	Modified bool   `json:"modified"` // the files differed from the commit's
	Go       string `json:"go"`
	OS       string `json:"os"`
	Arch     string `json:"arch"`
}

// builtFrom is what the build recorded of itself.
func builtFrom(info *debug.BuildInfo, ok bool) version {
	v := version{Version: "unknown", Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH}
	if !ok {
		return v
	}
	v.Version = info.Main.Version
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			v.Commit = s.Value
		case "vcs.time":
			v.Date = s.Value
		case "vcs.modified":
			v.Modified = s.Value == "true"
		}
	}
	return v
}

// String is the version on one line.
func (v version) String() string {
	out := []string{"verbatim", v.Version}
	if v.Commit != "" {
		out = append(out, "commit", v.Commit[:min(12, len(v.Commit))])
	}
	if v.Date != "" {
		out = append(out, "of", v.Date)
	}
	if v.Modified {
		out = append(out, "with changes")
	}
	return fmt.Sprintf("%s (%s, %s/%s)", strings.Join(out, " "), v.Go, v.OS, v.Arch)
}
