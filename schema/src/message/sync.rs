//! Messages 500–549: feeds, bundles, sessions and the peers behind them.

messages! {
}
