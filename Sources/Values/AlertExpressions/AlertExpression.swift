/// A condition on an alert that is true or false: the language of filters and routes.
///
/// ```
/// expression  = conjunction { "or" conjunction } ;
/// conjunction = negation { "and" negation } ;
/// negation    = "not" negation | "(" expression ")" | comparison ;
/// comparison  = field ( "exists"
///                     | order value
///                     | "in" "(" value { "," value } ")"
///                     | ( "contains" | "startswith" | "endswith" | "matches" ) value ) ;
/// order       = "==" | "=" | "!=" | "<" | "<=" | ">" | ">=" ;
/// field       = "rule" | "priority" | "source" | "hostname" | "output" | "message" | "tags" | "namespace" | "pod"
///             | "workload" | "deployment" | "container" | "image" | "cluster" | "tenant"
///             | "custom." name | name "." name { "." name } | "`" any-but-backquote "`" ;
/// name        = ( letter | digit | "_" | "-" ) { letter | digit | "_" | "-" } { "[" any-but-bracket "]" } ;
/// value       = word | '"' { character | escape } '"' | "'" { any-but-quote } "'" ;
/// word        = one or more of letters, digits and _ . - / : @ + *, no keyword ;
/// escape      = "\\" | '\"' | "\n" | "\r" | "\t" | "\u{" 1 to 6 hexadecimal digits "}" ;
/// ```
///
/// - A name with a dot is an output field as Falco calls it, such as `proc.name` or `proc.aname[2]`; backquotes hold
///   any other name of one. ``ExpressionField`` says what the names without a dot are.
/// - Texts are compared byte by byte. A word of digits is a whole number, and so is a field whose text is one; only
///   those, and priorities, have an order. `priority >= Warning` is Warning and all that is more urgent; priorities are
///   read in any case.
/// - A field that the alert lacks, or whose value means "unknown" (see `Alert`), makes every comparison with it false,
///   `!=` as well, as in Falco's own conditions; `not` in front makes it true.
/// - A comparison with `tags` holds when it holds for one of them; `tags != x` when none is x.
/// - `matches` searches with PCRE2, within `PatternLimits`. At a limit the comparison is undecided, and so is
///   everything that depends on it: then the expression is not true, also with `not` in front.
/// - White space and line breaks only separate. The text's bounds are ``ExpressionLimits``.
///
/// An evaluation never fails and reads nothing but its subject: equal subjects, equal answers.
package struct AlertExpression: Sendable, Equatable, CustomStringConvertible {
    /// The tree.
    package let root: ExpressionNode

    /// Reads an expression.
    ///
    /// - Throws: ``ExpressionError`` with the place of the first mistake.
    package init(_ text: String) throws(ExpressionError) {
        root = try ExpressionParser.parse(text)
    }

    /// Takes a tree made by a program, without checking `ExpressionLimits`.
    package init(root: ExpressionNode) {
        self.root = root
    }

    /// Returns whether the expression holds for an alert, or that a limit was reached before that was known.
    package func truth(of subject: AlertSubject) -> Truth {
        root.truth(of: subject)
    }

    /// The expression as text that is read back as the same tree.
    package var description: String { ExpressionText.text(of: root) }
}
