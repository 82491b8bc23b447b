/// A step of libyaml's parser as a Swift value.
enum YAMLEvent {
    case documentStart
    case scalar(YAMLScalar, anchor: String?, YAMLPosition)
    case sequenceStart(anchor: String?, YAMLPosition)
    case mappingStart(anchor: String?, YAMLPosition)
    case collectionEnd
    case alias(String, YAMLPosition)
}
