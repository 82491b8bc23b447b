/// Why a value of the right type is refused; its description is one line with the remedy.
package struct SettingFault: Error, Equatable, Sendable, CustomStringConvertible {
    package let message: String

    package init(_ message: String) {
        self.message = message
    }

    package var description: String { message }
}
