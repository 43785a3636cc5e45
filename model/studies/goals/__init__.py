"""Stock goals: the stock that a scenario needs beside all that may be built, contracted and substituted."""
