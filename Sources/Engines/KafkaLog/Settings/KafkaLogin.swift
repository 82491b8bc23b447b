package import Configuration
import Foundation
import LogPort

/// How to log in to a cluster: properties of librdkafka, and files with secrets.
package struct KafkaLogin: Sendable {
    /// Largest file with a password, in bytes.
    private static let largestSecret = 64 << 10

    @Setting package var tokenFile: String
    @Setting package var passwordFile: String
    @Setting package var keyPasswordFile: String
    @Setting package var properties: [String: String]

    /// The login of the log's own cluster, in `kafka.*`.
    package static var ofLog: KafkaLogin {
        KafkaLogin(
            section: "kafka",
            tokenFile: "File with the token of SASL OAUTHBEARER, read again before it expires; empty: none.",
            passwordFile: "File with the password of SASL (sasl.password); empty: none.",
            keyPasswordFile: "File with the password of the client's private key (ssl.key.password); empty: none.",
            properties:
                "Properties of librdkafka by name, such as \"ssl.ca.location\"; those that break exactly-once are refused."
        )
    }

    /// The login of another cluster, in keys like those of the log's own.
    ///
    /// - Parameters:
    ///   - section: The first part of the keys, such as `bridge.topic`.
    ///   - address: The key with the cluster's address.
    /// - Returns: The login, at its defaults.
    package static func other(section: String, address: String) -> KafkaLogin {
        func text(_ key: String) -> String { "As kafka.\(key), for the cluster of \(address)." }
        return KafkaLogin(
            section: section,
            tokenFile: text("token-file"),
            passwordFile: text("password-file"),
            keyPasswordFile: text("key-password-file"),
            properties: text("properties")
        )
    }

    private init(
        section: String,
        tokenFile: String,
        passwordFile: String,
        keyPasswordFile: String,
        properties: String
    ) {
        _tokenFile = Setting(.path("\(section).token-file", default: "", tokenFile))
        _passwordFile = Setting(.path("\(section).password-file", default: "", passwordFile))
        _keyPasswordFile = Setting(.path("\(section).key-password-file", default: "", keyPasswordFile))
        _properties = Setting(
            .textMap("\(section).properties", secretNames: KafkaProperties.secretNames, properties)
        )
    }

    /// Reads the files with secrets and checks the properties.
    ///
    /// - Returns: The properties of every client, by name.
    /// - Throws: `SettingFault` for an unreadable file or a refused property, in one line.
    func allProperties() throws(SettingFault) -> [KafkaProperty] {
        var all = properties.sorted { $0.key < $1.key }.map { KafkaProperty($0.key, $0.value) }
        let files = [($passwordFile, "sasl.password"), ($keyPasswordFile, "ssl.key.password")]
        for (setting, name) in files where !setting.wrappedValue.isEmpty {
            guard !all.contains(where: { $0.name == name }) else {
                throw SettingFault("reading \(setting.path): \($properties.path) also has \(name); keep one of them")
            }
            all.append(KafkaProperty(name, try Self.secret(of: setting)))
        }
        do throws(LogError) {
            try KafkaProperties.check(all)
        } catch {
            throw SettingFault("\(error)")
        }
        return all
    }

    /// The first line of a file, which is never shown.
    private static func secret(of setting: Setting<String>) throws(SettingFault) -> String {
        let file = setting.wrappedValue
        guard let handle = FileHandle(forReadingAtPath: file),
            let bytes = try? handle.read(upToCount: largestSecret),
            let text = String(bytes: bytes, encoding: .utf8),
            let line = text.split(whereSeparator: \.isNewline).first
        else {
            throw SettingFault(
                "reading \(setting.path): \(file) cannot be read or has no text; write the secret into it"
            )
        }
        return String(line)
    }
}
