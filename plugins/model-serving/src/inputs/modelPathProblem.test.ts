import { modelPathProblem } from './modelPathProblem';

describe('modelPathProblem', () => {
  it.each`
    place                         | isImage  | says
    ${'models/iris'}              | ${false} | ${undefined}
    ${'a//b'}                     | ${false} | ${'the path must not contain //'}
    ${'/'}                        | ${false} | ${'the root of a bucket is not allowed; name a folder or file'}
    ${'https://a.test/m.tar.gz'}  | ${false} | ${undefined}
    ${'models/iris:v1'}           | ${false} | ${undefined}
    ${'models/iris:v1'}           | ${true}  | ${undefined}
    ${'oci://quay.io/a/iris:v1'}  | ${true}  | ${undefined}
    ${'localhost:5000/a/iris:v1'} | ${true}  | ${undefined}
    ${'models/iris'}              | ${true}  | ${'an image is a repository with a tag, such as models/iris:v1'}
    ${'two words:v1'}             | ${true}  | ${'an image is a repository with a tag, such as models/iris:v1'}
  `('of "$place" (image: $isImage): $says', ({ place, isImage, says }) => {
    expect(modelPathProblem(place, { isImage })).toBe(says);
  });
});
