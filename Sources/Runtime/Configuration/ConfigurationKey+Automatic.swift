extension ConfigurationKey where Value == Duration? {
    /// Declares a duration of a range that the program chooses (nil) unless it is set; written `auto` or with a unit.
    package static func automaticDuration(
        _ path: String,
        in range: ClosedRange<Duration>,
        _ documentation: String
    ) -> ConfigurationKey {
        precondition(range.lowerBound >= .zero, "a duration is never negative: \(path)")
        return ConfigurationKey(
            declaration: ConfigurationDeclaration(
                path: path,
                type: .automatic(.duration(range)),
                defaultValue: .automatic,
                documentation: documentation
            ),
            extract: { value in
                switch value {
                case .automatic: .some(nil)
                case .duration(let duration): .some(duration)
                default: nil
                }
            }
        )
    }
}

extension ConfigurationKey where Value == Int? {
    /// Declares a whole number of a range that the program chooses (nil) unless it is set; written `auto` or a number.
    package static func automaticInteger(
        _ path: String,
        unit: String = "",
        in range: ClosedRange<Int>,
        _ documentation: String
    ) -> ConfigurationKey {
        ConfigurationKey(
            declaration: ConfigurationDeclaration(
                path: path,
                type: .automatic(.integer(range, unit: unit)),
                defaultValue: .automatic,
                documentation: documentation
            ),
            extract: { value in
                switch value {
                case .automatic: .some(nil)
                case .integer(let number): .some(number)
                default: nil
                }
            }
        )
    }
}
