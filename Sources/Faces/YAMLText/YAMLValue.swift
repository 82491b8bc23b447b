/// The value of a scalar by YAML's core schema.
package enum YAMLValue: Sendable, Equatable {
    /// Nothing.
    case null
    /// True or false.
    case bool(Bool)
    /// A whole number, exact.
    case integer(Int64)
    /// A number; may be infinite or not a number.
    case number(Double)
    /// Text.
    case string(String)
}
