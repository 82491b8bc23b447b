import CommandLineKit
import Configuration
import Foundation

/// The names by which the processes on one Kafka are told apart.
enum ProcessName {
    /// The name in a setting, which becomes part of ids on the cluster.
    ///
    /// - Throws: `CommandFailure` for other characters than ids take.
    static func check(
        _ configuration: EffectiveConfiguration,
        _ key: ConfigurationKey<String>
    ) throws(CommandFailure) -> String {
        let name = configuration[key]
        guard name.utf8.count <= 128, name.allSatisfy(isAllowed) else {
            throw CommandFailure(
                "reading \(key.declaration.path): '\(name)' is no name; use at most 128 letters, digits, dots, hyphens "
                    + "and underscores"
            )
        }
        return name
    }

    /// What workers are called, by default after the host; nil on the embedded log, whose members are its own.
    static func ofWorkers(_ configuration: EffectiveConfiguration) throws(CommandFailure) -> String? {
        let name = try check(configuration, EyrieSettings.workerName)
        guard case .kafka = try LogAccess.address(configuration) else { return nil }
        guard name.isEmpty else { return name }
        let host = ProcessInfo.processInfo.hostName.prefix(128)
        return String(host.map { isAllowed($0) ? $0 : "-" })
    }

    private static func isAllowed(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || ".-_".contains(character))
    }
}
