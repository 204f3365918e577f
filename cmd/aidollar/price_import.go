package main

import (
	"errors"
	"fmt"
	"os"

	"aidollar/config"

	"github.com/spf13/cobra"
)

func priceImport() *cobra.Command {
	o := config.ImportOptions{}
	c := &cobra.Command{
		Use:   "import CATALOGUE.json",
		Short: "Make a rate card of the community's price catalogue",
		Long:  "import writes a rate card of the models of a price catalogue (model_prices_and_context_window.json). What the card cannot express is listed in its comments and on the standard error; a model without a price is left out, never free.",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			data, err := os.ReadFile(args[0])
			if err != nil {
				return err
			}
			in, err := config.ImportCatalogue(data, o)
			for _, note := range in.Notes {
				fmt.Fprintln(cmd.ErrOrStderr(), note)
			}
			var mistakes config.Mistakes
			if errors.As(err, &mistakes) {
				fmt.Fprint(cmd.ErrOrStderr(), config.FormatError(err))
				return errors.New("the card would not be valid; look at --name, --version and --markup, or leave models out")
			}
			if err != nil {
				return err
			}
			_, err = cmd.OutOrStdout().Write(in.YAML)
			return err
		},
	}
	c.Flags().StringSliceVar(&o.Models, "models", nil, "models to take, in which * stands for anything; all without it")
	c.Flags().StringVar(&o.Name, "name", "catalogue", "the card's name")
	c.Flags().Uint32Var(&o.Version, "version", 1, "the card's version")
	c.Flags().StringVar(&o.Markup, "markup", "", "percentage that is put on all prices, such as 5%")
	c.Flags().BoolVar(&o.Free, "free", false, "take models that cost nothing")
	return c
}
