package main

import "github.com/spf13/cobra"

func remoteCommands() []*cobra.Command { return nil }
