/// A piece of the text of an expression with its place.
struct ExpressionToken {
    enum Kind: Equatable {
        /// A keyword, the name of a field, a number, or a value without quotes.
        case word(String)
        /// A text in quotes, unescaped.
        case quoted(String)
        /// A name in backquotes.
        case backquoted(String)
        case order(ExpressionOrder)
        case open
        case close
        case comma
        case end
    }

    let kind: Kind
    let position: ExpressionPosition

    /// The token as messages show it.
    var shown: String {
        switch kind {
        case .word(let text): "'\(text.prefix(64))'"
        case .quoted: "a text in quotes"
        case .backquoted: "a name in backquotes"
        case .order(let order): "'\(order.rawValue)'"
        case .open: "'('"
        case .close: "')'"
        case .comma: "','"
        case .end: "the end"
        }
    }
}
