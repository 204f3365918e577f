package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run carries out one command line and gives the exit code: 0 when it did what
// was asked, 1 when it could not, 2 when it was asked wrongly. A command may have
// more of them, which its help lists.
func run(ctx context.Context, args []string, out, errOut io.Writer) int {
	root := rootCommand()
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(errOut)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	fmt.Fprintln(errOut, "aidollar:", err)
	var usage *usageError
	// cobra has no type for a command or an argument that it does not know.
	if errors.As(err, &usage) || strings.HasPrefix(err.Error(), "unknown command") {
		return 2
	}
	var particular *exitError
	if errors.As(err, &particular) {
		return particular.code
	}
	return 1
}

// exitError is an error with an exit code of its own.
type exitError struct {
	code int
	error
}

func (e *exitError) Unwrap() error { return e.error }

// usageError is a command line that says nothing that can be done.
type usageError struct{ error }

func (e *usageError) Unwrap() error { return e.error }

// negative finds the flag parser's complaint about an argument such as -5.
var negative = regexp.MustCompile(`unknown shorthand flag: '[0-9.]'`)

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "aidollar",
		Short:         "An open clearing system for AI compute",
		Long:          "aidollar meters, prices, reserves, posts and proves paid calls of AI models.",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		if negative.MatchString(err.Error()) {
			err = errors.New("amounts are never negative; money moves from the debit to the credit account, and back by a transfer the other way")
		}
		return &usageError{err}
	})
	root.AddCommand(devCommand(), serveCommand(), gatewayCommand(), auditCommand(), booksCommand(), benchCommand(), priceCommand(), rulesCommand(), payCommand(), walletCommand(), verifyCommand())
	root.AddGroup(&cobra.Group{ID: groupRemote, Title: "Commands for a running house:"})
	root.AddCommand(remoteCommands()...)
	return root
}
