import AlertExpressions
package import Configuration
import EventModel
import Foundation

/// Settings for what the bridge adds to envelopes and which alerts it drops; ``shaping()`` reads them.
package struct ShapingSettings: SettingsGroup {
    /// Below which priority alerts are omitted.
    package enum Threshold: String, CaseIterable, Sendable {
        case none
        case emergency
        case alert
        case critical
        case error
        case warning
        case notice
        case informational
    }

    @Setting(
        .textMap(
            "bridge.custom-fields",
            secretNames: [],
            "Fields for every envelope; the alert is not changed; %NAME is the environment variable NAME, %% a %."
        )
    )
    package var customFields: [String: String]

    @Setting(
        .texts(
            "bridge.custom-tags",
            default: [],
            "Tags for every envelope; the alert is not changed."
        )
    )
    package var customTags: [String]

    @Setting(
        .textMap(
            "bridge.filters",
            secretNames: [],
            "Expressions by name; an alert for which one is true is acknowledged, counted under the name, and not kept."
        )
    )
    package var filters: [String: String]

    @Setting(
        .choice(
            "bridge.drop-below",
            default: .none,
            "Alerts less urgent than this are acknowledged and counted, and not kept; none: all are kept."
        )
    )
    package var dropBelow: Threshold

    @Setting(ShapingSettings.drop("namespaces", "Namespaces"))
    package var dropNamespaces: [String]

    @Setting(ShapingSettings.drop("deployments", "Deployments and other workloads"))
    package var dropDeployments: [String]

    @Setting(ShapingSettings.drop("rules", "Rules"))
    package var dropRules: [String]

    @Setting(ShapingSettings.drop("sources", "Event sources, such as k8s_audit,"))
    package var dropSources: [String]

    /// Where `%NAME` is looked up.
    package var environment = ProcessInfo.processInfo.environment

    package static var settings: [SettingPlace<ShapingSettings>] {
        [
            .init(\.$customFields), .init(\.$customTags), .init(\.$filters), .init(\.$dropBelow),
            .init(\.$dropNamespaces), .init(\.$dropDeployments), .init(\.$dropRules), .init(\.$dropSources),
        ]
    }

    package init() {}

    /// Reads the shaping.
    ///
    /// - Throws: `SettingFault` of one line with the place of the first mistake.
    package func shaping() throws(SettingFault) -> AlertShaping {
        var shaping = AlertShaping()
        shaping.labels = CustomLabels(fields: try fields(), tags: try tags())
        shaping.filters = try named() + simple()
        return shaping
    }

    // MARK: Labels

    /// The most fields, and the most tags.
    private static let maximumLabels = 32
    private static let maximumLabelBytes = 256

    private func fields() throws(SettingFault) -> [CustomLabels.Field] {
        guard customFields.count <= Self.maximumLabels else {
            throw SettingFault(
                "bridge.custom-fields: \(customFields.count) fields, \(Self.maximumLabels) are the limit"
            )
        }
        var fields: [CustomLabels.Field] = []
        for (name, text) in customFields.sorted(by: { $0.key < $1.key }) {
            let place = "\($customFields.origin(of: name)): bridge.custom-fields.\(name)"
            guard Self.isName(name) else {
                throw SettingFault("\(place): a name has at most 64 letters, digits, dots, hyphens and underscores")
            }
            let value = try resolved(text, place)
            guard Self.isLabel(value) else {
                throw SettingFault(
                    "\(place): a value has 1 to \(Self.maximumLabelBytes) bytes and no control character"
                )
            }
            fields.append(CustomLabels.Field(name: name, value: value))
        }
        return fields
    }

    /// Source of the form `%NAME`: falcosidekick, `customfields`.
    private func resolved(_ text: String, _ place: String) throws(SettingFault) -> String {
        guard text.hasPrefix("%") else { return text }
        let rest = String(text.dropFirst())
        if rest.hasPrefix("%") { return rest }
        guard let value = environment[rest] else {
            throw SettingFault("\(place): there is no environment variable '\(rest)'; write %% for a leading %")
        }
        return value
    }

    private func tags() throws(SettingFault) -> TextList {
        guard customTags.count <= Self.maximumLabels, customTags.allSatisfy(Self.isLabel) else {
            throw SettingFault(
                "\($customTags.origin): bridge.custom-tags: at most \(Self.maximumLabels) tags of 1 to "
                    + "\(Self.maximumLabelBytes) bytes without control characters"
            )
        }
        return TextList(customTags)
    }

    private static func isLabel(_ text: String) -> Bool {
        1...maximumLabelBytes ~= text.utf8.count && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }

    // MARK: Filters

    private func named() throws(SettingFault) -> [AlertFilter] {
        guard filters.count <= AlertShaping.maximumFilters else {
            throw SettingFault(
                "bridge.filters: \(filters.count) filters, \(AlertShaping.maximumFilters) are the limit"
            )
        }
        var list: [AlertFilter] = []
        for (name, text) in filters.sorted(by: { $0.key < $1.key }) {
            let place = "\($filters.origin(of: name)): bridge.filters.\(name)"
            guard Self.isName(name), !name.hasPrefix("drop-") else {
                throw SettingFault(
                    "\(place): a name has at most 64 letters, digits, dots, hyphens and underscores, and does not begin "
                        + "with drop-"
                )
            }
            do throws(ExpressionError) {
                list.append(AlertFilter(name: name, expression: try AlertExpression(text)))
            } catch {
                throw SettingFault("\(place): \(error)")
            }
        }
        return list
    }

    /// The filters that need no expression, each called as its key.
    private func simple() -> [AlertFilter] {
        var list: [AlertFilter] = []
        func add(_ name: String, _ field: ExpressionField, _ test: ExpressionTest) {
            list.append(AlertFilter(name: name, expression: AlertExpression(root: .comparison(field, test))))
        }
        if dropBelow != .none {
            let priority = Priority(spelling: dropBelow.rawValue)
            add("drop-below", .priority, .compares(.below, .priority(priority)))
        }
        let lists: [(name: String, field: ExpressionField, words: [String])] = [
            ("drop-namespaces", .namespace, dropNamespaces), ("drop-deployments", .workload, dropDeployments),
            ("drop-rules", .rule, dropRules), ("drop-sources", .source, dropSources),
        ]
        for (name, field, words) in lists where !words.isEmpty {
            add(name, field, .isIn(words.map { .text(ExpressionLiteral($0)) }))
        }
        return list
    }

    private static func drop(_ word: String, _ what: String) -> ConfigurationKey<[String]> {
        .texts(
            "bridge.drop-\(word)",
            default: [],
            "\(what) whose alerts are acknowledged and counted, and not kept."
        )
    }

    private static func isName(_ name: String) -> Bool {
        1...64 ~= name.utf8.count
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
    }
}
