/** The part of ONNX's protobuf schema that our models use; field numbers are those of onnx.proto3, version 1.16. */
import protobuf from 'protobufjs'

const schema = `
  syntax = "proto3";
  message ModelProto {
    int64 ir_version = 1;
    GraphProto graph = 7;
    repeated OperatorSetIdProto opset_import = 8;
  }
  message OperatorSetIdProto { string domain = 1; int64 version = 2; }
  message GraphProto {
    repeated NodeProto node = 1;
    string name = 2;
    repeated TensorProto initializer = 5;
    repeated ValueInfoProto input = 11;
    repeated ValueInfoProto output = 12;
  }
  message NodeProto {
    repeated string input = 1;
    repeated string output = 2;
    string name = 3;
    string op_type = 4;
    repeated AttributeProto attribute = 5;
  }
  message AttributeProto { string name = 1; int64 i = 3; repeated int64 ints = 8; AttributeType type = 20; }
  enum AttributeType { UNDEFINED = 0; INT = 2; INTS = 7; }
  message TensorProto { repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9; }
  message ValueInfoProto { string name = 1; TypeProto type = 2; }
  message TypeProto { Tensor tensor_type = 1; }
  message Tensor { int32 elem_type = 1; TensorShapeProto shape = 2; }
  message TensorShapeProto { repeated Dimension dim = 1; }
  message Dimension { int64 dim_value = 1; }
`

/** An integer attribute, or a list of integers. */
export interface OnnxAttribute {
  readonly name: string
  readonly type: 'INT' | 'INTS'
  readonly i?: number
  readonly ints?: readonly number[]
}

/** One operator. */
export interface OnnxNode {
  readonly opType: string
  readonly input: readonly string[]
  readonly output: readonly string[]
  readonly attribute: readonly OnnxAttribute[]
}

/** A constant; its raw data is little-endian. */
export interface OnnxTensor {
  readonly name: string
  readonly dims: readonly number[]
  readonly dataType: number
  readonly rawData: Uint8Array
}

/** A named value of some shape. */
export interface OnnxValue {
  readonly name: string
  readonly type: {
    readonly tensorType: {
      readonly elemType: number
      readonly shape: { readonly dim: readonly { readonly dimValue: number }[] }
    }
  }
}

/** A model, with the field names of the schema in camel case. */
export interface OnnxModel {
  readonly irVersion: number
  readonly opsetImport: readonly { readonly domain: string; readonly version: number }[]
  readonly graph: {
    readonly name: string
    readonly node: readonly OnnxNode[]
    readonly initializer: readonly OnnxTensor[]
    readonly input: readonly OnnxValue[]
    readonly output: readonly OnnxValue[]
  }
}

const message = protobuf.parse(schema).root.lookupType('ModelProto')

/** The bytes of an `.onnx` file. */
export function encodeOnnx(model: OnnxModel): Uint8Array {
  return message.encode(message.fromObject(model)).finish()
}
