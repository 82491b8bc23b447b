/// Why a value of the right type is not taken after all; its description is one line that says what to do.
package struct SettingFault: Error, Equatable, Sendable, CustomStringConvertible {
    package let message: String

    package init(_ message: String) {
        self.message = message
    }

    package var description: String { message }
}
