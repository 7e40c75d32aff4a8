package main

import (
	"runtime/debug"
	"strings"
	"testing"
)

func TestVersionSaysWhatItWasBuiltFrom(t *testing.T) {
	commit := strings.Repeat("0123456789", 4)
	info := &debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"}, Settings: []debug.BuildSetting{
		{Key: "vcs.revision", Value: commit}, {Key: "vcs.time", Value: "2031-03-05T08:00:00Z"}, {Key: "vcs.modified", Value: "true"},
	}}
	v := builtFrom(info, true)
	if v.Version != "v1.2.3" || v.Commit != commit || v.Date != "2031-03-05T08:00:00Z" || !v.Modified {
		t.Errorf("%+v", v)
	}
	if want := "verbatim v1.2.3 commit 012345678901 of 2031-03-05T08:00:00Z with changes (go"; !strings.HasPrefix(v.String(), want) {
		t.Errorf("got %q, want it to begin with %q", v, want)
	}
	if got := builtFrom(nil, false).String(); !strings.HasPrefix(got, "verbatim unknown (go") {
		t.Errorf("nothing recorded: %q", got)
	}
}
