package bot

import (
	"encoding/json"
	"testing"
)

// What Discord adds to a command, and the order it returns them in, is no
// difference; any of our texts is.
func TestCommandsAreComparedByContent(t *testing.T) {
	want := table{allTexts(t)}.global(true, true, true)
	stored := func(change func([]map[string]any)) []command {
		b, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var all []map[string]any
		if err := json.Unmarshal(b, &all); err != nil {
			t.Fatal(err)
		}
		change(all)
		b, _ = json.Marshal(all)
		var have []command
		if err := json.Unmarshal(b, &have); err != nil {
			t.Fatal(err)
		}
		return have
	}
	options := func(c map[string]any) []any { return c["options"].([]any) }
	for name, c := range map[string]struct {
		change func([]map[string]any)
		same   bool
	}{
		"as sent": {func([]map[string]any) {}, true},
		"with Discord's additions": {func(all []map[string]any) {
			all[0]["id"], all[0]["version"], all[0]["nsfw"], all[0]["dm_permission"], all[0]["default_member_permissions"] = "1", "2", false, true, nil
		}, true},
		"in another order":       {func(all []map[string]any) { all[0], all[1] = all[1], all[0] }, true},
		"another description":    {func(all []map[string]any) { all[1]["description"] = "old" }, false},
		"another French name":    {func(all []map[string]any) { all[0]["name_localizations"] = map[string]string{"fr": "vieux"} }, false},
		"an option less":         {func(all []map[string]any) { all[0]["options"] = options(all[0])[1:] }, false},
		"another name":           {func(all []map[string]any) { all[0]["name"] = "query" }, false},
		"members only":           {func(all []map[string]any) { all[0]["default_member_permissions"] = "32" }, false},
		"an option not required": {func(all []map[string]any) { options(all[0])[0].(map[string]any)["required"] = false }, false},
	} {
		if got := sameCommands(stored(c.change), want); got != c.same {
			t.Errorf("%s: same %v, want %v", name, got, c.same)
		}
	}
	if sameCommands(nil, want) || sameCommands(want[:1], want) {
		t.Error("missing commands were not missed")
	}
}
