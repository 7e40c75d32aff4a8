package main

import (
	"fmt"
	"slices"
	"strings"
)

// target is what a program is built for.
type target struct{ os, arch string }

func (t target) String() string { return t.os + "/" + t.arch }

// program is the name of the program's file.
func (t target) program() string {
	if t.os == "windows" {
		return "verbatim.exe"
	}
	return "verbatim"
}

// allTargets are those of a release.
func allTargets() []string {
	return []string{"linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64", "windows/amd64", "windows/arm64"}
}

// parseTargets reads targets with commas between them.
func parseTargets(list string) ([]target, error) {
	var out []target
	for _, s := range strings.Split(list, ",") {
		if !slices.Contains(allTargets(), s) {
			return nil, fmt.Errorf("target %q: want some of %s", s, strings.Join(allTargets(), ","))
		}
		os, arch, _ := strings.Cut(s, "/")
		out = append(out, target{os, arch})
	}
	return out, nil
}
